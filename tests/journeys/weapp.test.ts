import { distOf } from '../harness/dist';
import { miniJourneys } from '../harness/mini-journeys';
import { weapp } from '../harness/weapp/launch';

describe('the WeChat build', () => miniJourneys(weapp, () => distOf('weapp')));
