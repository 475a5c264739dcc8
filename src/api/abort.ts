/** react-query makes an AbortController for each query; some mini-program engines have none, and we never abort. */
interface Signal {
  aborted: boolean;
  addEventListener(): void;
  removeEventListener(): void;
}

class QuietAbortController {
  readonly signal: Signal = { aborted: false, addEventListener() {}, removeEventListener() {} };
  abort(): void {
    this.signal.aborted = true;
  }
}

const scope = globalThis as { AbortController?: unknown };
scope.AbortController ??= QuietAbortController;
