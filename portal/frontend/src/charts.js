// Pages of passers-by that show a chart: nothing of what people at work need.
import { mountIslands } from './islands.js';

mountIslands(document);
