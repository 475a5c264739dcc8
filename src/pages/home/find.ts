import type { ServiceManifest } from '../../contract/service';

/** Services that a query means: by 汉字, pinyin, initials or English, best match first. */
export function findServices(query: string, services: readonly ServiceManifest[]): ServiceManifest[] {
  const wanted = query.trim().toLowerCase().replace(/\s+/g, '');
  if (!wanted) return [];
  const score = ({ title, short, keywords }: ServiceManifest): number => {
    const names = [title.zh, title.en, short?.zh ?? '', short?.en ?? '', ...keywords].map((name) => name.toLowerCase().replace(/\s+/g, ''));
    if (names.includes(wanted)) return 3;
    if (names.some((name) => name.startsWith(wanted))) return 2;
    return names.some((name) => name.includes(wanted)) ? 1 : 0;
  };
  return services
    .map((service) => ({ service, points: score(service) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .map(({ service }) => service);
}
