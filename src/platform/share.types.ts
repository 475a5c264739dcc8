export interface Shared {
  readonly title: string;
  /** page with its query, `/pages/home/index` */
  readonly path: string;
}
