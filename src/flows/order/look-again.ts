import Taro from '@tarojs/taro';
import type { OrderView } from '../../contract/order';
import { findService, servicePath } from '../../services';

/** Goes back to where the bills are: the page below when it is the service's own, else the service from its start. */
export async function lookAgain(order: OrderView | undefined): Promise<void> {
  const service = order && findService(order.service);
  if (!service) {
    await Taro.switchTab({ url: '/pages/home/index' });
    return;
  }
  const pages = Taro.getCurrentPages();
  const below = pages[pages.length - 2]?.route ?? '';
  if (below.includes(`services/${service.id}/`)) await Taro.navigateBack();
  else await Taro.redirectTo({ url: servicePath(service) });
}
