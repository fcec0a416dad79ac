// Last of all, the page begins as its address says.
const whole = readState();
if (!whole) state = Object.fromEntries(NAMES.map((name) => [name, ""]));
apply();
if (!whole) reveal(location.hash.slice(1));
