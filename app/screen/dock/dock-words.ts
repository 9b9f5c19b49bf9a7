/** The dock's own words: it stands in no hall, so the catalogue of the kiosk does not hold them. */
const zh = {
  title: '演示台',
  about: '自助机旁边的人、线和纸，都在这里。机器自己的画面在另一个窗口：',
  open: '打开自助机',
  lost: '连不上终端，正在再试。',
  other: 'English',
  card: '放一张证件',
  face: '谁站在镜头前',
  devices: '设备和网络',
  paper: '打印出来的回执',
  noPaper: '还没有打印',
  up: '通',
  cut: '断开',
  comma: '，',
};

const en: Record<keyof typeof zh, string> = {
  title: 'Dock',
  about: "People, cables and paper around the kiosk. The machine's own screen is another window:",
  open: 'open the kiosk',
  lost: 'The terminal cannot be reached; trying again.',
  other: '中文',
  card: 'Put a card on the reader',
  face: 'Who stands before the camera',
  devices: 'Devices and network',
  paper: 'The printed slip',
  noPaper: 'Nothing printed yet',
  up: 'up',
  cut: 'cut',
  comma: ', ',
};

/** Names of devices, verbs, personas, cards and states, as the terminal writes them; what is not here is shown so. */
const NAMES: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  idCard: ['身份证读卡器', 'Card reader'],
  receiptPrinter: ['回执打印机', 'Receipt printer'],
  camera: ['摄像头', 'Camera'],
  network: ['网络', 'Network'],
  remove: ['拿走卡', 'Take the card'],
  unplug: ['拔线', 'Unplug'],
  plug: ['插上', 'Plug in'],
  'paper-out': ['拿走纸', 'Take out the paper'],
  refill: ['换新纸', 'Refill'],
  'cover-open': ['打开盖子', 'Open the cover'],
  'cover-close': ['合上盖子', 'Close the cover'],
  'cut-line': ['断网', 'Cut'],
  restore: ['恢复网络', 'Restore'],
  cooperative: ['配合的人', 'Follows every step'],
  slow: ['慢慢来的老人', 'Old and slow'],
  'no-blink': ['不眨眼的人', 'Does not blink'],
  photo: ['举着照片的人', 'Holds up a photo'],
  nobody: ['没有人', 'Nobody'],
  'far-away': ['站得太远的人', 'Stands too far away'],
  trembling: ['头有点抖的老人', 'Trembling head'],
  'two-faces': ['两个人一起', 'Two people'],
  citizen: ['居民身份证', 'Resident identity card'],
  'foreigner-2017': ['外国人永久居留证 2017', "Foreigner's card of 2017"],
  'foreigner-2023': ['外国人永久居留证 2023', "Foreigner's card of 2023"],
  residence: ['港澳台居民居住证', 'Residence permit (HK, MO, TW)'],
  ready: ['正常', 'ready'],
  starting: ['正在启动', 'starting'],
  'no-answer': ['没有回应', 'no answer'],
  absent: ['没接上', 'absent'],
  refused: ['打不开', 'refused'],
  broken: ['坏了', 'broken'],
  paper: ['纸：', 'paper '],
  cover: ['盖子：', 'cover '],
  ok: ['有', 'ok'],
  low: ['快没了', 'low'],
  out: ['没了', 'out'],
  open: ['开着', 'open'],
  closed: ['合上', 'closed'],
  unknown: ['不知道', 'unknown'],
};

export interface DockWords {
  readonly english: boolean;
  say(word: keyof typeof zh): string;
  name(word: string): string;
}

export function dockWords(english: boolean): DockWords {
  return {
    english,
    say: (word) => (english ? en : zh)[word],
    name: (word) => NAMES[word]?.[english ? 1 : 0] ?? word,
  };
}
