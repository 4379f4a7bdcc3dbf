import { Errors } from '@bpmn-io/form-js-viewer';
import { createPortal } from 'preact/compat';
import { useEffect } from 'preact/hooks';
import { useOptions } from './options.js';

// what an outcome means for whoever asked; any other is neutral
const KINDS = {
  good: ['pass', 'accept', 'issue', 'adopt', 'agree', 'confirm', 'lift', 'none'],
  back: ['correct', 'return', 'rescore', 'avoid', 'yellow', 'object'],
  bad: ['fail', 'reject', 'refuse', 'disagree', 'dissent', 'red', 'revoke'],
};

export const kindOf = value => Object.keys(KINDS).find(kind => KINDS[kind].includes(value)) ?? 'plain';

// beyond these the buttons would cover the form
const MOST_CHOICES = 6;
const MOST_CHARACTERS = 72;
const fitsBar = options => options.length <= MOST_CHOICES && options.reduce((sum, { label }) => sum + label.length, 0) <= MOST_CHARACTERS;

/**
 * Takes the place of the radio group that is a form's decision: its choices stand in the bar below the form,
 * each a button that is always in sight. A list too long for that stays where it is; the bar still says what is chosen.
 */
export function createDecisionField(Radio, { id, slot, onDecided }) {
  function Decision(props) {
    const { field, value, errors = [], disabled, domId, onChange, onBlur, onFocus } = props;
    const options = useOptions(field);
    const chosen = options.find(option => option.value === value);
    useEffect(() => onDecided(chosen?.label ?? ''), [chosen?.label]);
    useEffect(() => () => onDecided(''), []);
    const pick = option => {
      onChange({ value: option.value });
      onDecided(option.label, { byHand: true });
    };
    if (!fitsBar(options)) return <Radio {...props} />;
    return createPortal(
      <div class={`fjs-form-field fjs-form-field-radio decision${errors.length ? ' fjs-has-errors' : ''}`} role="radiogroup" aria-labelledby={`${domId}-label`} id={domId} tabIndex={-1}>
        <span class="fjs-form-field-label decision-label" id={`${domId}-label`}>{field.label}</span>
        <div class="decision-choices">
          {options.map((option, index) => (
            <label key={option.value} class={`decision-choice decision-${kindOf(option.value)}`} for={`${domId}-${index}`}>
              <input type="radio" id={`${domId}-${index}`} name={domId} checked={option.value === value} disabled={disabled}
                onChange={() => pick(option)} onBlur={onBlur} onFocus={onFocus} aria-describedby={`${domId}-error-message`} aria-invalid={errors.length > 0} />
              <i class="ti ti-check" aria-hidden="true" />
              <span>{option.label}</span>
            </label>
          ))}
        </div>
        {field.description && <div class="decision-hint text-secondary">{field.description}</div>}
        <Errors id={`${domId}-error-message`} errors={errors} />
      </div>,
      slot);
  }

  function RadioOrDecision(props) {
    return props.field.id === id ? <Decision {...props} /> : <Radio {...props} />;
  }
  RadioOrDecision.config = Radio.config;
  return RadioOrDecision;
}
