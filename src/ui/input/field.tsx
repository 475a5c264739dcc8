import { Input, View } from '@tarojs/components';
import { type ReactNode, useState } from 'react';
import { aria } from '../../platform/aria';
import { digitKeypad } from '../../platform/screen/keypad';
import { useText } from '../../text';
import { asPhone, inFours } from '../../text/format';
import { cx } from '../cx';
import { Icon } from '../parts/icon';
import { Press } from '../parts/press';
import './field.scss';

interface Props {
  readonly id: string;
  readonly label: string;
  /** bare, without the spaces that are shown */
  readonly value: string;
  /** `digits`: grouped in fours; `phone`: 3-4-4; `code`: plain digits; `text`: as typed */
  readonly kind?: 'digits' | 'phone' | 'code' | 'text';
  /** most characters, spaces not counted */
  readonly max?: number;
  /** how many are expected, or where to find it */
  readonly hint?: string | undefined;
  /** what is wrong, as a sentence; turns the outline chilli */
  readonly error?: string | undefined;
  readonly unit?: string;
  readonly placeholder?: string;
  /** something to press inside the field, at the right */
  readonly side?: ReactNode;
  readonly focus?: boolean;
  onChange(value: string): void;
  onBlur?(): void;
  onDone?(): void;
}

const show = { digits: inFours, phone: asPhone, code: (text: string) => text, text: (text: string) => text };

/** A labelled input, 56 high. Digits are grouped while typed; the value given back is bare. */
export function Field({
  id,
  label,
  value,
  kind = 'text',
  max = 64,
  hint,
  error,
  unit,
  placeholder = '',
  side,
  focus,
  onChange,
  onBlur,
  onDone,
}: Props): ReactNode {
  const t = useText();
  const [focused, setFocused] = useState(false);
  const numeric = kind !== 'text';
  const change = (typed: string): void => onChange((numeric ? typed.replace(/\D+/g, '') : typed).slice(0, max));
  return (
    <View className="field">
      <View className="field-label">{label}</View>
      <View className={cx('field-box', focused && 'field-focused', error && 'field-wrong')}>
        <Input
          id={id}
          className={cx('field-input', numeric && 'field-digits')}
          {...(numeric ? digitKeypad : { type: 'text' as const })}
          {...aria({ label: error ? `${label} · ${error}` : label })}
          value={show[kind](value)}
          placeholder={placeholder}
          placeholderClass="field-placeholder"
          maxlength={max + (kind === 'digits' || kind === 'phone' ? Math.ceil(max / 4) : 0)}
          focus={Boolean(focus)}
          onInput={({ detail }) => change(String(detail.value))}
          onFocus={() => setFocused(true)}
          onBlur={() => {
            setFocused(false);
            onBlur?.();
          }}
          onConfirm={() => onDone?.()}
        />
        {value !== '' && focused && !side && (
          <Press id={`clear-${id}`} className="field-clear" label={t.home.clear} onPress={() => onChange('')}>
            <Icon name="x" size="small" />
          </Press>
        )}
        {unit && <View className="field-unit">{unit}</View>}
        {side}
      </View>
      {(error || hint) && (
        <View className={cx('field-hint', error && 'field-error')} {...(error && aria({ role: 'alert' }))}>
          {error && <Icon name="circle-alert" size="small" />}
          <View>{error || hint}</View>
        </View>
      )}
    </View>
  );
}
