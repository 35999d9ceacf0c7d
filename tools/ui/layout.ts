/** Where each pane is for a window of a size: nothing but arithmetic. The first row of a pane is its title. */
export type ViewName = 'consoles' | 'processes' | 'timeline' | 'events' | 'ladder' | 'help';
export type PaneName = 'room' | ViewName;

export interface Placed {
  readonly pane: PaneName;
  /** Of consoles: which of those that are shown. */
  readonly tile: number;
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

export interface LayoutWish {
  readonly columns: number;
  readonly rows: number;
  /** What the large part of the screen shows. */
  readonly view: ViewName;
  /** Consoles side by side or one above the other. */
  readonly tiles: number;
  /** The large part is all there is. */
  readonly zoomed: boolean;
  /** Rows that the machine room wants at a width, its title not counted. */
  roomRows(width: number): number;
}

const CONSOLE_COLUMNS = 80;
/** From here on there is a column of panes beside the consoles. */
const WIDE_COLUMNS = 132;
const LEAST_SIDE = 51;
const MOST_SIDE = 81;
/** From here on a timeline stands below the consoles. */
const TALL_ROWS = 42;
const TIMELINE_ROWS = 13;

type Box = Pick<Placed, 'column' | 'row' | 'width' | 'height'>;

/** Header and footer take the first and the last row. */
export function layout(wish: LayoutWish): readonly Placed[] {
  const { columns, rows, zoomed } = wish;
  const all: Box = { column: 0, row: 1, width: columns, height: rows - 2 };
  if (zoomed) return mainPanes(wish, all);
  return columns >= WIDE_COLUMNS ? wide(wish, all) : narrow(wish, all);
}

function narrow(wish: LayoutWish, all: Box): readonly Placed[] {
  const wanted = 1 + wish.roomRows(all.width);
  const height = Math.min(wanted, Math.max(5, Math.floor(all.height * 0.4)));
  return [
    place('room', { ...all, height }),
    ...mainPanes(wish, { ...all, row: all.row + height, height: all.height - height }),
  ];
}

function wide(wish: LayoutWish, all: Box): readonly Placed[] {
  const width = Math.max(LEAST_SIDE, Math.min(MOST_SIDE, all.width - CONSOLE_COLUMNS - 2));
  const side: Box = { ...all, width };
  const roomHeight = Math.min(1 + wish.roomRows(width), Math.floor(side.height * 0.5));
  const [room, below] = cut(side, roomHeight);
  const [upper, lower] = cut(below, Math.ceil(below.height / 2));
  const main: Box = { ...all, column: width + 1, width: all.width - width - 1 };
  const hasTimeline = all.height >= TALL_ROWS && wish.view === 'consoles';
  const [top, bottom] = cut(main, hasTimeline ? main.height - TIMELINE_ROWS : main.height);
  return [
    place('room', room),
    ...(wish.view === 'processes' ? [] : [place('processes', upper)]),
    ...(wish.view === 'events' ? [] : [place('events', wish.view === 'processes' ? below : lower)]),
    ...mainPanes(wish, top),
    ...(hasTimeline ? [place('timeline', bottom)] : []),
  ].map((placed) =>
    placed.pane === 'processes' && wish.view === 'events' ? place('processes', below) : placed,
  );
}

const place = (pane: PaneName, box: Box, tile = 0): Placed => ({ pane, tile, ...box });

const cut = (box: Box, height: number): readonly [Box, Box] => [
  { ...box, height },
  { ...box, row: box.row + height, height: box.height - height },
];

/** Two columns of consoles where each can have its 80. */
function mainPanes({ view, tiles }: LayoutWish, box: Box): readonly Placed[] {
  if (view !== 'consoles') return [place(view, box)];
  const across = tiles > 1 && box.width >= 2 * CONSOLE_COLUMNS + 1 ? 2 : 1;
  const down = Math.ceil(tiles / across);
  return Array.from({ length: tiles }, (_, tile): Placed => {
    const x = tile % across;
    const y = Math.floor(tile / across);
    const left = Math.floor((box.width * x) / across) + x;
    const right = x === across - 1 ? box.width : Math.floor((box.width * (x + 1)) / across);
    const top = Math.floor((box.height * y) / down);
    const bottom = Math.floor((box.height * (y + 1)) / down);
    return place(
      'consoles',
      { column: box.column + left, row: box.row + top, width: right - left, height: bottom - top },
      tile,
    );
  });
}

export const isInside = (placed: Placed, column: number, row: number): boolean =>
  column >= placed.column &&
  column < placed.column + placed.width &&
  row >= placed.row &&
  row < placed.row + placed.height;
