import '@tabler/core/dist/css/tabler.min.css';
import 'virtual:icons.css';
import './styles/app.css';
import '@tabler/core/js/src/bootstrap/alert';
import '@tabler/core/js/src/bootstrap/collapse';
import '@tabler/core/js/src/bootstrap/dropdown';
import './page/htmx.js';
import './page/behaviours.js';
import './page/files.js';
import './page/presses.js';
import { forgetOldCopies } from './page/local-copy.js';
import { keepTypedForms } from './page/typed-forms.js';
import { mountIslands } from './islands.js';
import htmx from 'htmx.org';

forgetOldCopies();

// runs for the page itself and for everything that htmx puts into it
htmx.onLoad(mountIslands);
htmx.onLoad(keepTypedForms);
