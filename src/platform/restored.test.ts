/** @jest-environment jsdom */
import { onRestored } from './restored.h5';

const shown = (persisted: boolean) => window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }));

it('tells of a page that came back as it was left, and of no fresh one, until nobody listens', () => {
  const heard = jest.fn();
  const stop = onRestored(heard);
  shown(false);
  expect(heard).not.toHaveBeenCalled();
  shown(true);
  expect(heard).toHaveBeenCalledTimes(1);
  stop();
  shown(true);
  expect(heard).toHaveBeenCalledTimes(1);
});
