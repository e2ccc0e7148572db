//! Records of answers, as the objects that glue shapes.

use charina_engine::{Context, JsArray, JsObject, JsString, JsValue, bytes, ops, text};
use simple_dns::rdata::RData;
use simple_dns::{CharacterString, Name, ResourceRecord};
use std::net::{Ipv4Addr, Ipv6Addr};

const TLSA: u16 = 52;

/// One record.
pub(super) struct Record {
    pub(super) kind: u16,
    /// Seconds.
    pub(super) ttl: u32,
    fields: Vec<(&'static str, Field)>,
}

enum Field {
    Text(String),
    Number(f64),
    List(Vec<String>),
    Bytes(Vec<u8>),
}

fn name(name: &Name<'_>) -> Field {
    Field::Text(name.to_string())
}

fn string(string: &CharacterString<'_>) -> Field {
    Field::Text(string.to_string())
}

fn number(number: impl Into<f64>) -> Field {
    Field::Number(number.into())
}

impl Record {
    /// Nothing for a kind that Node has no name for.
    pub(super) fn read(record: &ResourceRecord<'_>) -> Option<Self> {
        let fields = match &record.rdata {
            RData::A(a) => vec![("address", Field::Text(Ipv4Addr::from(a.address).to_string()))],
            RData::AAAA(a) => vec![("address", Field::Text(Ipv6Addr::from(a.address).to_string()))],
            RData::NS(ns) => vec![("value", name(&ns.0))],
            RData::CNAME(cname) => vec![("value", name(&cname.0))],
            RData::PTR(ptr) => vec![("value", name(&ptr.0))],
            RData::MX(mx) => vec![("exchange", name(&mx.exchange)), ("priority", number(mx.preference))],
            RData::TXT(txt) => {
                // Each string of the record, with what `key=value` was parted into put together again.
                let join = |(key, value): (&[u8], Option<&[u8]>)| match value {
                    Some(value) => String::from_utf8_lossy(&[key, b"=", value].concat()).into_owned(),
                    None => String::from_utf8_lossy(key).into_owned(),
                };
                vec![("entries", Field::List(txt.iter_raw().map(join).collect()))]
            }
            RData::SOA(soa) => vec![
                ("nsname", name(&soa.mname)),
                ("hostmaster", name(&soa.rname)),
                ("serial", number(soa.serial)),
                ("refresh", number(soa.refresh)),
                ("retry", number(soa.retry)),
                ("expire", number(soa.expire)),
                ("minttl", number(soa.minimum)),
            ],
            RData::SRV(srv) => vec![
                ("name", name(&srv.target)),
                ("port", number(srv.port)),
                ("priority", number(srv.priority)),
                ("weight", number(srv.weight)),
            ],
            RData::NAPTR(naptr) => vec![
                ("flags", string(&naptr.flags)),
                ("service", string(&naptr.services)),
                ("regexp", string(&naptr.regexp)),
                ("replacement", name(&naptr.replacement)),
                ("order", number(naptr.order)),
                ("preference", number(naptr.preference)),
            ],
            RData::CAA(caa) => vec![
                ("critical", number(if caa.flag & 0x80 == 0 { 0 } else { 128 })),
                ("tag", string(&caa.tag)),
                ("value", Field::Text(String::from_utf8_lossy(&caa.value).into_owned())),
            ],
            RData::NULL(TLSA, data) => {
                let [usage, selector, matching, data @ ..] = data.get_data() else { return None };
                vec![
                    ("certUsage", number(*usage)),
                    ("selector", number(*selector)),
                    ("match", number(*matching)),
                    ("data", Field::Bytes(data.to_vec())),
                ]
            }
            _ => return None,
        };
        Some(Self { kind: record.rdata.type_code().into(), ttl: record.ttl, fields })
    }

    /// `{ kind, ttl, ... }`
    pub(super) fn to_object(&self, context: &mut Context) -> JsObject {
        let object = JsObject::with_object_proto(context.intrinsics());
        ops::define_value(&object, JsString::from("kind"), i32::from(self.kind), true);
        ops::define_value(&object, JsString::from("ttl"), f64::from(self.ttl), true);
        for (key, field) in &self.fields {
            let value: JsValue = match field {
                Field::Text(content) => text::from_utf8(content).into(),
                Field::Number(number) => (*number).into(),
                Field::List(list) => {
                    let strings: Vec<JsValue> = list.iter().map(|entry| text::from_utf8(entry).into()).collect();
                    JsArray::from_iter(strings, context).into()
                }
                Field::Bytes(content) => match bytes::array_buffer(bytes::aligned(content), context) {
                    Ok(buffer) => buffer.into(),
                    Err(_) => JsValue::undefined(),
                },
            };
            ops::define_value(&object, JsString::from(*key), value, true);
        }
        object
    }
}
