/** What pages use of the network. `call` itself is for flows that must act outside a page's life. */
export { call, NotAgreed } from './call';
export { queries } from './client';
export { type Act, asProblem, type Known, noteOrders, queryKey, useAct, useCall, useCalls, useOrderPages, useSignedIn } from './hooks';
export { forgetAnswers, forgetAnswersOf, keepAnswers } from './persist';
export { askToSignIn, signedIn, signOut } from './session';
