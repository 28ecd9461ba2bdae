import { Random } from '../kit/random';
import type { Address } from './order';

const surnames = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗'.split('');
const places: readonly (readonly [string, string, string])[] = [
  ['广东省', '广州市', '海珠区'],
  ['广东省', '深圳市', '南山区'],
  ['浙江省', '杭州市', '西湖区'],
  ['江苏省', '苏州市', '姑苏区'],
  ['上海市', '上海市', '徐汇区'],
  ['北京市', '北京市', '朝阳区'],
  ['四川省', '成都市', '锦江区'],
  ['湖北省', '武汉市', '武昌区'],
  ['陕西省', '西安市', '雁塔区'],
  ['福建省', '厦门市', '思明区'],
  ['山东省', '青岛市', '市南区'],
  ['湖南省', '长沙市', '岳麓区'],
  ['辽宁省', '大连市', '中山区'],
  ['重庆市', '重庆市', '渝中区'],
];

const buyersPerShop = 4000;

/** A buyer of the shop: some come often, most seldom. */
export const pickBuyer = (appid: string, random: Random): string =>
  buyerOpenid(appid, `${Math.floor(buyersPerShop * random.next() ** 2)}`);

/** The same person always has the same openid in the same shop. */
export const buyerOpenid = (appid: string, person: string): string => `o${new Random(`${appid}/${person}`).text(27)}`;

/** The masked address of a person, the same each time. */
export function addressOf(openid: string): Address {
  const random = new Random(openid);
  const [province, city, county] = random.pick(places);
  const phone = `1${random.pick(['30', '38', '55', '78', '86', '99'])}****${random.text(4, '0123456789')}`;
  return { userName: `${random.pick(surnames)}**`, province, city, county, phone, hash: random.hex(32) };
}
