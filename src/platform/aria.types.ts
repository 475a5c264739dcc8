export interface AriaFacts {
  readonly role?: 'button' | 'checkbox' | 'radio' | 'switch' | 'tab' | 'link' | 'img' | 'heading' | 'dialog' | 'alert' | 'status' | 'list';
  readonly label?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly checked?: boolean | undefined;
  readonly live?: 'polite' | 'assertive';
  readonly hidden?: boolean;
}
