import { wireRequest } from './request';

describe('a route on its way to the gateway', () => {
  test('given a path with a name, then the input fills it and does not travel twice', () => {
    expect(wireRequest('lookup', { service: 'water', account: { typed: '205100007736' } })).toEqual({
      method: 'POST',
      path: '/services/water/lookup',
      body: { account: { typed: '205100007736' } },
    });
  });

  test('given a GET with optional input, then it becomes a query only when present', () => {
    expect(wireRequest('orders', {}).path).toBe('/orders');
    expect(wireRequest('orders', { before: 'a b&c' })).toEqual({ method: 'GET', path: '/orders?before=a%20b%26c', body: undefined });
  });

  test('given a DELETE, then there is no body', () => {
    expect(wireRequest('removeAccount', { id: 'x/y' })).toEqual({ method: 'DELETE', path: '/accounts/x%2Fy', body: undefined });
  });
});
