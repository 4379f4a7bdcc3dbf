// Appended to feelin's own module (see build.mjs). Each replaces a function whose answer would be silently wrong for a case.

const LOCAL_OFFSET_MS = 8 * 3_600_000;
const plainComparable = toComparable;
const plainSubtract = subtractTemporals;
const plainRangeIncludes = rangeIncludes;

// A date and time without zone is one in China, so that it compares rightly with one that has a zone.
toComparable = function(value) {
  const comparable = plainComparable(value);

  return isDateTime(value) && value.zone === null ? comparable - LOCAL_OFFSET_MS : comparable;
};

// feelin subtracts wall clocks and forgets that they may stand in different zones.
subtractTemporals = function(a, b) {
  if (isDateTime(a) && isDateTime(b)) {
    return new FeelDuration(Temporal.Duration.from({ milliseconds: toComparable(a) - toComparable(b) }), false);
  }

  return plainSubtract(a, b);
};

// feelin calls two durations of more than half a year equal when they differ by less than a month.
durationEquals = function(a, b) {
  return a.yearsMonths === b.yearsMonths && toComparable(a) === toComparable(b);
};

// JavaScript would convert one side ("10" < 9 is false, "x" >= now() is true); FEEL says null to values of different types.
rangeIncludes = function(range, value) {
  if (!isRange(value) && range.valueType !== null && getType(value) !== range.valueType) {
    return null;
  }

  return plainRangeIncludes(range, value);
};
