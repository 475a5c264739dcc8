import type { Words } from '../../contract/service';

/** The public numbering plan: the first three digits of the carriers that can be topped up. A number may have been carried elsewhere since; its carrier knows. */
const SEGMENTS: readonly { readonly name: Words; readonly heads: string }[] = [
  {
    name: { zh: '中国移动', en: 'China Mobile' },
    heads: '134 135 136 137 138 139 147 150 151 152 157 158 159 172 178 182 183 184 187 188 195 197 198',
  },
  { name: { zh: '中国联通', en: 'China Unicom' }, heads: '130 131 132 145 155 156 166 175 176 185 186 196' },
  { name: { zh: '中国电信', en: 'China Telecom' }, heads: '133 149 153 173 177 180 181 189 190 191 193 199' },
];

const HEAD = 3;

/** The carrier that gave a number out, as soon as three digits are typed; null when none of the three did. */
export function carrierOf(digits: string): Words | null {
  if (digits.length < HEAD) return null;
  return SEGMENTS.find(({ heads }) => heads.split(' ').includes(digits.slice(0, HEAD)))?.name ?? null;
}
