import { isTab, safeNext } from './next';

describe('where signing in leads', () => {
  test.each(['/pages/orders/index', '/services/water/index?saved=0c5b-1', '/pages/cashier/index?orders=a1,b2'])('%s is kept', (path) => {
    expect(safeNext(encodeURIComponent(path))).toBe(path);
    expect(safeNext(path)).toBe(path);
  });

  test.each([
    undefined,
    '',
    'https://evil.example/pages/home/index',
    '//evil.example/pages/x',
    '/\\evil.example',
    '%2F%2Fevil.example',
    'javascript:alert(1)',
    '/pages/signin/index',
    '/api/sessions',
    '%E0%A4%A',
  ])('%s becomes home', (path) => {
    expect(safeNext(path)).toBe('/pages/home/index');
  });

  test('tabs are told from other pages', () => {
    expect(isTab('/pages/orders/index')).toBe(true);
    expect(isTab('/services/water/index')).toBe(false);
  });
});
