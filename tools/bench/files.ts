/** Files of other hosts: what an operation takes, and how fast their contents go. */
import type { Bench } from './figure.js';
import { nameFigures } from './names.js';
import { trafficFigures } from './traffic.js';

export const filesBench: Bench = {
  name: 'fs',
  about: 'naming operations on one component, and block and page traffic, local and remote',
  source:
    "Nelson (thesis, tables 4-1, 4-2), 'Sprite network operating system' (table 2): Sun 3/75, Sun 3/180",
  tolerance: 0.1,
  run: (machine) => [...nameFigures(machine), ...trafficFigures(machine)],
};
