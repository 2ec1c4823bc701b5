// The page's own words, in Chinese and English.

const WORDS = {
  zh: {
    chats: "聊天", switch: "English", switchLabel: "Switch to English", people: "人", addPerson: "加一个人",
    unread: "{count} 条未读", typing: "正在输入…", blockedState: "已停用机器人",
    lost: "连接断了，正在重连。没发出去的字都留着。", botDown: "机器人没有应答。发出的消息都收着，它回来就处理。",
    botDownWaiting: "机器人没有应答。{count} 条消息收着，它回来就处理。",
    write: "写消息", send: "发送", attach: "添加", commands: "命令菜单", keys: "按键盘", more: "更多", start: "开始",
    photo: "照片", voice: "语音文件（ogg）", video: "视频", document: "文件", location: "位置", elsewhere: "转发别处的消息",
    audio: "音频", sticker: "表情", contact: "名片",
    block: "停用并屏蔽机器人", unblock: "重新启用机器人", openLink: "打开邀请链接",
    reply: "回复", edit: "修改", forward: "转发给机器人", remove: "删除", copy: "复制", copied: "已复制",
    editing: "修改消息", replying: "回复 {name}", cancel: "取消", ok: "好", edited: "已修改", deleted: "消息已删除",
    forwardedFrom: "转发自 {name}", someone: "某人", protected: "受保护：不能转发或复制",
    unsupported: "这里显示不了的消息", messageOptions: "消息选项", messages: "{name} 和机器人的聊天", you: "我",
    play: "播放", pause: "暂停", heard: "播放位置", download: "下载 {name}", photoOf: "照片", openPhoto: "放大照片", close: "关闭",
    latitude: "纬度", longitude: "经度", place: "位置：{latitude}, {longitude}", sendPlace: "发送位置",
    name: "名字", spokenLanguage: "手机语言", startLink: "邀请链接（可不填）", link: "链接", join: "加入",
    channel: "频道或群名", text: "内容", emptyChat: "还没有消息",
    unsent: "没发出去：{why}", keptText: "字还在，连上后再点发送。", gone: "连接断了", removeFile: "去掉 {name}",
    tooBig: "{name} 有 {size}，太大了：最多 {most}。", tooBigPhoto: "{name} 有 {size}：照片最多 10 MB。可以当文件发。",
    notPhoto: "{name} 不是照片，打不开。可以当文件发。", notVoice: "{name} 不是 ogg 语音。可以当文件发。",
    oddPhoto: "{name} 太长或太窄，当不了照片。可以当文件发。", emptyFile: "{name} 是空的。", notVideo: "{name} 不是视频。可以当文件发。",
    tooMany: "一次最多 10 个文件。", longCaption: "配图的话最多 1024 字。", notLink: "这不是给这个机器人的链接。",
    noPlace: "纬度在 -90 到 90 之间，经度在 -180 到 180 之间。",
    answerFrom: "机器人答复 {name}", clock: "时间", forwardBy: "快进",
    spoiler: "遮住的字，点一下看", linkFor: "链接由 {name} 打开", newPerson: "新的人",
  },
  en: {
    chats: "Chats", switch: "中文", switchLabel: "换成中文", people: "People", addPerson: "Add a person",
    unread: "{count} unread", typing: "typing…", blockedState: "has blocked the bot",
    lost: "Connection lost, reconnecting. Whatever you typed is kept.", botDown: "The bot is not answering. Messages are kept until it is back.",
    botDownWaiting: "The bot is not answering. {count} kept until it is back.",
    write: "Message", send: "Send", attach: "Attach", commands: "Command menu", keys: "Keyboard", more: "More", start: "Start",
    photo: "Photo", voice: "Voice file (ogg)", video: "Video", document: "Document", location: "Location", elsewhere: "Forward from elsewhere",
    audio: "Audio", sticker: "Sticker", contact: "Contact",
    block: "Stop and block the bot", unblock: "Unblock the bot", openLink: "Open a start link",
    reply: "Reply", edit: "Edit", forward: "Forward to the bot", remove: "Delete", copy: "Copy", copied: "Copied",
    editing: "Edit message", replying: "Reply to {name}", cancel: "Cancel", ok: "OK", edited: "edited", deleted: "message deleted",
    forwardedFrom: "Forwarded from {name}", someone: "someone", protected: "Protected: can't be forwarded or copied",
    unsupported: "A message this page can't show", messageOptions: "Message options", messages: "{name}'s chat with the bot", you: "You",
    play: "Play", pause: "Pause", heard: "Position", download: "Download {name}", photoOf: "Photo", openPhoto: "Enlarge photo", close: "Close",
    latitude: "Latitude", longitude: "Longitude", place: "Location: {latitude}, {longitude}", sendPlace: "Send location",
    name: "Name", spokenLanguage: "Language of the phone", startLink: "Start link (optional)", link: "Link", join: "Join",
    channel: "Name of the channel", text: "Text", emptyChat: "No messages yet",
    unsent: "Not sent: {why}", keptText: "Your text is kept; press send once connected.", gone: "connection lost", removeFile: "Remove {name}",
    tooBig: "{name} has {size}, which is too big: at most {most}.", tooBigPhoto: "{name} has {size}: a photo has at most 10 MB. Send it as a document.",
    notPhoto: "{name} is not a photo that can be opened. Send it as a document.", notVoice: "{name} is no ogg voice file. Send it as a document.",
    oddPhoto: "{name} is too long or too narrow for a photo. Send it as a document.", emptyFile: "{name} is empty.", notVideo: "{name} is not a video. Send it as a document.",
    tooMany: "At most 10 files at once.", longCaption: "A caption has at most 1024 characters.", notLink: "This is no link to this bot.",
    noPlace: "Latitude is between -90 and 90, longitude between -180 and 180.",
    answerFrom: "The bot's answer to {name}", clock: "Time", forwardBy: "Forward",
    spoiler: "Hidden text, click to show", linkFor: "The link is opened by {name}", newPerson: "a new person",
  },
};

const CHOICE = "language";
let language = sessionStorage.getItem(CHOICE) ?? (navigator.language.startsWith("zh") ? "zh" : "en");

/** The language shown: zh or en. */
export function shownLanguage() {
  return language;
}

/** Show the other language from now on. */
export function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  sessionStorage.setItem(CHOICE, language);
}

/** The page's words for something, with {placeholders} filled in. */
export function t(key, values = {}) {
  return WORDS[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** A size in bytes as people say it. */
export function sizeText(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const megabytes = bytes / 1024 / 1024;
  return megabytes < 1 ? `${Math.ceil(bytes / 1024)} KB` : `${Math.round(megabytes * 10) / 10} MB`;
}
