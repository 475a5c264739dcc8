import { alipay } from '../harness/alipay/launch';
import { distOf } from '../harness/dist';
import { miniJourneys } from '../harness/mini-journeys';

describe('the Alipay build', () => miniJourneys(alipay, () => distOf('alipay')));
