// A message centre of node-smpp, somebody else's reading of SMPP 3.4, for tests of duar's
// client: node smsc.js FOLDER-OF-node_modules PASSWORD. It takes commands as lines of JSON on
// standard input and tells what happens as lines of JSON on standard output.
'use strict';
const path = require('path');
const readline = require('readline');
const smpp = require(path.join(process.argv[2], 'node_modules', 'smpp'));
const password = process.argv[3];

// What India's operators ask of a message, and a reference.
smpp.addTLV('entity', { id: 0x1400, type: smpp.types.tlv.string });
smpp.addTLV('template', { id: 0x1401, type: smpp.types.tlv.string });
smpp.addTLV('chain', { id: 0x1402, type: smpp.types.tlv.string });
smpp.addTLV('reference', { id: 0x1500, type: smpp.types.tlv.string });

const say = (o) => process.stdout.write(JSON.stringify(o) + '\n');
let session = null;
let count = 0;
let throttle = 0; // of the next submits, how many are refused
let silent = 0; // and how many get no answer
const hex = (b) => (Buffer.isBuffer(b) ? b.toString('hex') : '');

// text gives what a phone would show of a part, and where it stands among the others.
function text(pdu) {
  const m = pdu.message_payload !== undefined ? pdu.message_payload : pdu.short_message;
  const part = { text: m.message };
  for (const e of m.udh || []) {
    if (e[0] === 0x00) Object.assign(part, { ref: e[2], total: e[3], part: e[4] });
    if (e[0] === 0x08) Object.assign(part, { ref: e.readUInt16BE(2), total: e[4], part: e[5] });
  }
  return part;
}

const server = smpp.createServer((s) => {
  const refuse = (name) => (pdu) => {
    if (pdu.system_id !== 'duar' || pdu.password !== password) {
      s.send(pdu.response({ command_status: smpp.ESME_RINVPASWD }));
      say({ event: 'refused' });
      return;
    }
    s.send(pdu.response({ system_id: 'node' }));
    session = s;
    say({ event: 'bound', bind: name });
  };
  s.on('error', () => {});
  s.on('bind_transceiver', refuse('transceiver'));
  s.on('enquire_link', (pdu) => s.send(pdu.response()));
  s.on('unbind', (pdu) => {
    s.send(pdu.response());
    s.close();
    say({ event: 'unbound' });
  });
  s.on('submit_sm', (pdu) => {
    const id = 'n' + (++count);
    say(Object.assign({
      event: 'submit', id, service: pdu.service_type, from: pdu.source_addr, to: pdu.destination_addr, coding: pdu.data_coding,
      op: pdu.ussd_service_op || 0, info: hex(pdu.its_session_info), reference: pdu.user_message_reference || 0,
      entity: pdu.entity, template: pdu.template, chain: pdu.chain, mark: pdu.reference,
      status: throttle > 0 ? 'throttled' : silent > 0 ? 'silent' : 'taken',
    }, text(pdu)));
    if (throttle > 0) {
      throttle--;
      s.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED }));
    } else if (silent > 0) {
      silent--;
    } else {
      s.send(pdu.response({ message_id: id }));
    }
  });
});
server.listen(0, '127.0.0.1', () => say({ event: 'listening', port: server.address().port }));

const deliver = (o, tag) => session.deliver_sm(o, (a) => say({ event: 'answered', tag, status: a.command_status }));
const commands = {
  ussd: (c) => deliver({
    service_type: 'USSD', source_addr: c.from, source_addr_ton: 1, source_addr_npi: 1, destination_addr: c.to,
    data_coding: c.coding, short_message: c.text, ussd_service_op: c.op, its_session_info: Buffer.from(c.info, 'hex'),
  }, c.tag),
  sms: (c) => deliver({
    source_addr: c.from, source_addr_ton: 1, source_addr_npi: 1, destination_addr: c.to, short_message: c.text,
  }, c.tag),
  receipt: (c) => deliver(c.style === 'tlv' ? {
    source_addr: c.from, destination_addr: c.to, esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT,
    receipted_message_id: c.id, message_state: c.state,
  } : {
    source_addr: c.from, destination_addr: c.to, esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT,
    short_message: `id:${c.id} sub:001 dlvrd:001 submit date:2611230930 done date:2611230931 stat:${c.stat} err:${c.err} text:`,
  }, c.tag),
  throttle: (c) => { throttle = c.n; },
  silent: (c) => { silent = c.n; },
  cut: () => session.destroy(),
};
readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const c = JSON.parse(line);
  commands[c.do](c);
}).on('close', () => process.exit(0));
