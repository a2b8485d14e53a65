// What our worker is measured against: web-push for Node, as it comes.
//
// node web_push.cjs NODE_MODULES PORT COUNT sends so many messages of 300 bytes to a push service on
// loopback, 64 at a time, and prints how many seconds that took.

const { createECDH, randomBytes } = require("node:crypto");
const { join } = require("node:path");

const [modules, port, count] = process.argv.slice(2);
const webPush = require(join(modules, "web-push"));

const LANES = 64;
const TEXT = "x".repeat(300);

const browser = createECDH("prime256v1");
const subscription = {
  endpoint: `https://127.0.0.1:${port}/fcm/send/dpH5lCsTSSM`,
  keys: {
    p256dh: browser.generateKeys("base64url"),
    auth: randomBytes(16).toString("base64url"),
  },
};

const { publicKey, privateKey } = webPush.generateVAPIDKeys();
webPush.setVapidDetails("mailto:madang@madang.example", publicKey, privateKey);

async function lane() {
  for (let left = Math.floor(count / LANES); left; left--) {
    await webPush.sendNotification(subscription, TEXT);
  }
}

const began = performance.now();
Promise.all(Array.from({ length: LANES }, lane)).then(() => {
  console.log((performance.now() - began) / 1000);
  process.exit();
});
