/** What every page that shows an order needs: its facts in words, its clock, its troubles. */
export {
  accountLabelOf,
  accountOf,
  backOf,
  forWhom,
  momentWithin,
  monthsOf,
  nameOf,
  payeeOf,
  saysOf,
  showNumber,
  statusNameOf,
  statusTones,
  titleOf,
  whatOf,
} from './describe';
export { OrderFacts } from './facts';
export { type Hold, holdOf } from './hold';
export { lookAgain } from './look-again';
export { readParam } from './param';
export { Said } from './said';
export { Trouble } from './trouble';
export { useNow } from './use-now';
export { useShown } from './use-shown';
