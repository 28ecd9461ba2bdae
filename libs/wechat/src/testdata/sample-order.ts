/** The official sample of a paid order, as text: its ids would not survive as numbers. */
export const SAMPLE_ORDER = `{"errcode":0,"errmsg":"ok","order":{"order_id":3731001000000000001,"status":20,"create_time":1767225600,"update_time":1767226000,"openid":"oA1","is_present":false,
"order_detail":{"product_infos":[{"product_id":"10000111","sku_id":"36001","sku_cnt":2,"title":"Tea tin","sale_price":5900,"market_price":6900,"real_price":11300,"estimate_price":11300,"on_aftersale_sku_cnt":0,"finish_aftersale_sku_cnt":0,"sku_attrs":[{"attr_key":"size","attr_value":"200g"}],"delivery_deadline":1767398800,"product_unique_id":"1"}],
"pay_info":{"payment_method":1,"prepay_id":"wxp1","prepay_time":1767225700,"pay_time":1767225760,"transaction_id":"4200001"},
"price_info":{"product_price":11800,"order_price":11800,"freight":500,"discounted_price":500,"is_discounted":true,"original_order_price":12300,"merchant_receieve_price":11800},
"delivery_info":{"address_info":{"user_name":"张**","province_name":"广东省","city_name":"广州市","county_name":"海珠区","detail_info":"***","tel_number":"138****0000","use_tel_number":1,"hash_code":"h1"},"deliver_method":0,"delivery_product_info":[]},
"ext_info":{"customer_notes":"","merchant_notes":"","order_scene":2,"finder_id":"sphA","live_id":"export/x"},
"source_infos":[{"sku_id":"36001","sale_channel":100,"account_type":1,"account_id":"sphA","account_nickname":"Host A"}],
"commission_infos":[{"sku_id":"36001","nickname":"Host A","type":0,"status":1,"amount":1130,"finder_id":"sphA"}],
"settle_info":{"predict_commission_fee":113}},
"aftersale_detail":{"aftersale_order_list":[],"on_aftersale_order_cnt":0}}}`;

/** The id in it. */
export const sampleId = '3731001000000000001';
