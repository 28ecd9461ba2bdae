import type { Random } from '../kit/random';
import type { Counters } from '../store/counters';
import type { Product, Sku } from './shop';

interface Goods {
  name: string;
  /** Name of the choice, its values, and the price of the first value in fen. */
  choice: string;
  values: readonly string[];
  priceFen: number;
}

const origins = [
  '云南高山',
  '武夷山',
  '景德镇',
  '苏州',
  '新疆和田',
  '东北五常',
  '福建安溪',
  '四川蒙顶',
  '内蒙古',
  '舟山',
];
const goods: readonly Goods[] = [
  { name: '白茶礼盒装', choice: '规格', values: ['100g', '250g', '500g'], priceFen: 6_990 },
  { name: '乌龙茶罐装', choice: '规格', values: ['150g', '300g'], priceFen: 5_900 },
  { name: '手工青瓷盖碗', choice: '颜色', values: ['天青', '月白', '粉青'], priceFen: 12_800 },
  { name: '真丝刺绣团扇', choice: '花色', values: ['荷花', '牡丹'], priceFen: 16_900 },
  { name: '灰枣六星特级', choice: '规格', values: ['500g', '1kg', '2.5kg'], priceFen: 3_990 },
  { name: '稻花香新米', choice: '规格', values: ['2.5kg', '5kg', '10kg'], priceFen: 4_580 },
  { name: '手工牛轧糖礼盒', choice: '口味', values: ['原味', '抹茶', '蔓越莓'], priceFen: 2_980 },
  { name: '羊绒围巾男女同款', choice: '颜色', values: ['驼色', '藏青', '酒红', '烟灰'], priceFen: 29_900 },
  { name: '海苔即食大片装', choice: '规格', values: ['30g', '90g'], priceFen: 1_990 },
  { name: '草本护手霜套装', choice: '香型', values: ['桂花', '檀木'], priceFen: 4_900 },
  { name: '竹编茶席三件套', choice: '尺寸', values: ['小号', '大号'], priceFen: 8_600 },
  { name: '冻干咖啡精品组合', choice: '规格', values: ['12颗', '24颗', '48颗'], priceFen: 5_600 },
];

export function makeProduct(appid: string, index: number, counters: Counters, random: Random, now: number): Product {
  const kind = goods[index % goods.length]!;
  const origin = origins[(index + Math.floor(index / goods.length)) % origins.length]!;
  const id = counters.next('product');
  const skus = kind.values.map((value, at): Sku => {
    const priceFen = kind.priceFen + Math.round(kind.priceFen * 0.8 * at) + random.int(0, 9) * 100;
    return {
      skuId: counters.next('sku'),
      skuCode: `P${index + 1}-${at + 1}`,
      priceFen,
      marketPriceFen: Math.round(priceFen * 1.2),
      stock: random.int(2_000, 9_000),
      attrs: [{ key: kind.choice, value }],
    };
  });
  return {
    id,
    appid,
    outProductId: `P-${index + 1}`,
    title: `${origin}${kind.name}`,
    image: `https://mmecimage.cn/p/${appid}/H${index + 1}`,
    status: 5,
    editedAt: now,
    skus,
  };
}
