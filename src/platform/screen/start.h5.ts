/** Makes what looks like a button work like one from the keyboard. */
export function prepare(): void {
  document.addEventListener('keydown', (event) => {
    const target = event.target;
    if ((event.key !== 'Enter' && event.key !== ' ') || !(target instanceof HTMLElement)) return;
    if (target.tabIndex !== 0 || !target.hasAttribute('role')) return;
    event.preventDefault();
    target.click();
  });
}
