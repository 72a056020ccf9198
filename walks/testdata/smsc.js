// A message centre that is none of ours (node-smpp), for the tests of carriers. It prints a
// line of JSON for what it is given and takes lines of JSON for what phones send:
//   {"from":"919831000001","to":"56767","hex":"0995","coding":8}
// What becomes of a message the last digits of its number say: …91 invalid destination,
// …93 undelivered for its hour (651), …94 delivered at once.
'use strict';
const path = require('path');
const smpp = require(path.join(process.env.DUAR_TEST_PEERS, 'node_modules', 'smpp'));
const readline = require('readline');

smpp.addTLV('dlt_entity', { id: 0x1400, type: smpp.types.tlv.string });
smpp.addTLV('dlt_template', { id: 0x1401, type: smpp.types.tlv.string });
delete smpp.commands.submit_sm.params.short_message.filter; // the octets as they came
delete smpp.commands.deliver_sm.params.short_message.filter;

const say = (event) => process.stdout.write(JSON.stringify(event) + '\n');
let serial = 0;
let phone = null; // the session that messages of phones go to

function receipt(session, p, id, stat, err) {
  const text = `id:${id} sub:001 dlvrd:001 submit date:2611230430 done date:2611230431 stat:${stat} err:${err} text:`;
  session.deliver_sm({
    source_addr: p.destination_addr, destination_addr: p.source_addr, esm_class: 4,
    receipted_message_id: id, short_message: Buffer.from(text, 'latin1'),
  });
}

function submitted(session, p) {
  const id = String(++serial);
  const octets = p.short_message && p.short_message.message ? p.short_message.message : p.short_message;
  say({
    id, to: p.destination_addr, from: p.source_addr, coding: p.data_coding, udh: (p.esm_class & 0x40) !== 0,
    hex: Buffer.from(octets || []).toString('hex'), entity: text(p.dlt_entity), template: text(p.dlt_template),
    wants: p.registered_delivery,
  });
  const end = p.destination_addr.slice(-2);
  if (end === '91') return session.send(p.response({ command_status: 0x0b }));
  const ack = () => session.send(p.response({ message_id: id }));
  if (!(p.registered_delivery & 1)) return ack();
  ack();
  if (end === '94') return receipt(session, p, id, 'DELIVRD', '000');
  setTimeout(() => receipt(session, p, id, end === '93' ? 'UNDELIV' : 'DELIVRD', end === '93' ? '651' : '000'), 30);
}

const text = (v) => (v === undefined ? '' : Buffer.isBuffer(v) ? v.toString('latin1') : String(v));

const server = smpp.createServer((session) => {
  session.on('error', () => {});
  session.on('pdu', (p) => {
    switch (p.command) {
      case 'bind_transceiver': case 'bind_receiver': case 'bind_transmitter':
        phone = session;
        session.send(p.response({ system_id: 'smsc' }));
        return say({ event: 'bound' });
      case 'submit_sm': return submitted(session, p);
      case 'deliver_sm_resp': case 'generic_nack': case 'enquire_link_resp': return undefined;
      default: return session.send(p.response());
    }
  });
});
server.listen(0, '127.0.0.1', () => say({ event: 'listening', port: server.address().port }));

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const m = JSON.parse(line);
  phone.deliver_sm({
    source_addr: m.from, destination_addr: m.to, data_coding: m.coding, esm_class: 0,
    source_addr_ton: 1, source_addr_npi: 1, short_message: Buffer.from(m.hex, 'hex'),
  });
}).on('close', () => process.exit(0)); // whoever started us is gone
