using System.Globalization;

namespace HazmatTrack.Domain.Audit.Verification;

/// <summary>The words for faults, in both languages.</summary>
internal static class AuditFaultTexts
{
    public static AuditFault Unreadable(long record, string reason) => At(
        AuditFaultKind.Unreadable, record, $"审计记录 {record} 无法读取，字节已被改动：{reason}", $"Audit record {record} cannot be read, so its bytes were changed: {reason}");

    public static AuditFault Misplaced(long record, long body) => At(
        AuditFaultKind.Misplaced, record,
        $"审计记录 {record} 处存放的是第 {body} 号记录：记录被调换或重新编号。",
        $"Audit record {record} holds the content of record {body}: records were swapped or numbered again.");

    public static AuditFault Duplicate(long record) => At(
        AuditFaultKind.Duplicate, record, $"审计记录 {record} 出现两次。", $"Audit record {record} is there twice.");

    public static AuditFault Missing(long from, long to, Instant? before, Instant after) => Over(
        AuditFaultKind.Missing, from, to,
        $"缺少审计记录 {Range(from, to)}（{before?.ToString() ?? "开始"} 至 {after} 之间）。",
        $"Audit records {Range(from, to)} are missing, between {before?.ToString() ?? "the beginning"} and {after}.");

    public static AuditFault ChainBroken(long record) => At(
        AuditFaultKind.ChainBroken, record,
        $"审计记录 {record} 与哈希链不符：该记录被修改、插入或替换。",
        $"Audit record {record} does not fit the hash chain: it was edited, inserted or replaced.");

    public static AuditFault ClockSetBack(long record, Instant at, Instant before) => At(
        AuditFaultKind.ClockSetBack, record,
        $"审计记录 {record} 的记录时间 {at} 早于其之前的 {before}：时钟被回拨或时间被改动。",
        $"Audit record {record} was recorded at {at}, before {before}, which precedes it: a clock was set back or the time was changed.");

    public static AuditFault AfterCheckpoint(long record, Instant at, Instant checkpoint) => At(
        AuditFaultKind.ClockSetBack, record,
        $"审计记录 {record} 的记录时间 {at} 晚于涵盖它的检查点时间 {checkpoint}：签名时时钟被回拨。",
        $"Audit record {record} was recorded at {at}, after the checkpoint that covers it, of {checkpoint}: a clock was set back when that was signed.");

    public static AuditFault CheckpointSetBack(long size, Instant at, Instant before) => At(
        AuditFaultKind.ClockSetBack, size,
        $"记录 {size} 处检查点的时间 {at} 早于前一检查点的时间 {before}：时钟被回拨。",
        $"The checkpoint at record {size} is of {at}, before the previous checkpoint, of {before}: a clock was set back.");

    public static AuditFault IndexDiffers(long record) => At(
        AuditFaultKind.IndexDiffers, record,
        $"审计记录 {record} 的检索列与其内容不符：按这些列查询会漏掉它。",
        $"What audit record {record} is searched by differs from its content: searches would miss it.");

    public static AuditFault NotAsSigned(long from, long to) => Over(
        AuditFaultKind.NotAsSigned, from, to,
        $"审计记录 {Range(from, to)} 不是检查点 {to} 签名时的记录：这些记录在签名后被重写。",
        $"Audit records {Range(from, to)} are not those that the checkpoint at record {to} signs: they were written again after that.");

    public static AuditFault TailMissing(long from, long to) => Over(
        AuditFaultKind.TailMissing, from, to,
        $"缺少审计记录 {Range(from, to)}：检查点 {to} 对其签名，而记录在此之前结束。",
        $"Audit records {Range(from, to)} are missing: the checkpoint at record {to} signs them, and the record ends before.");

    public static AuditFault TailCut(long from, long to) => Over(
        AuditFaultKind.TailMissing, from, to,
        $"缺少审计记录 {Range(from, to)}：数据库曾记到第 {to} 条，而记录在此之前结束。",
        $"Audit records {Range(from, to)} are missing: the database had counted up to record {to}, and the record ends before.");

    public static AuditFault TailAdded(long from, long to) => Over(
        AuditFaultKind.TailAdded, from, to,
        $"审计记录 {Range(from, to)} 不是由本程序写入：数据库只记到第 {from - 1} 条。",
        $"Audit records {Range(from, to)} were not written by this program: the database has counted up to record {from - 1} only.");

    public static AuditFault UnprovenStart(long dropped) => Over(
        AuditFaultKind.UnprovenStart, 1, dropped,
        $"缺少审计记录 {Range(1, dropped)}，且没有相符的检查点证明其内容：并非按保存期限删除。",
        $"Audit records {Range(1, dropped)} are missing and no checkpoint that fits proves what they were: this was not retention.");

    public static AuditFault UnreadableCheckpoint(long after, string reason) => At(
        AuditFaultKind.UnreadableCheckpoint, after, $"记录 {after} 之后的检查点无法读取：{reason}", $"A checkpoint after record {after} cannot be read: {reason}");

    public static AuditFault OtherLog(long size, string origin, string expected) => At(
        AuditFaultKind.OtherLog, size,
        $"记录 {size} 处的检查点属于日志“{origin}”，而不是“{expected}”。",
        $"The checkpoint at record {size} belongs to the log '{origin}', not to '{expected}'.");

    public static AuditFault UnknownKey(long size, string keys) => At(
        AuditFaultKind.UnknownKey, size,
        $"记录 {size} 处的检查点没有可信密钥的签名（签名密钥：{keys}）：由其他密钥重新签名，或缺少公钥。",
        $"The checkpoint at record {size} is signed by no trusted key, but by {keys}: it was signed again with another key, or a public key was not given.");

    public static AuditFault BadSignature(long size, string key) => At(
        AuditFaultKind.BadSignature, size,
        $"记录 {size} 处检查点上“{key}”的签名与其文本不符：签名后根哈希、记录数、时间或链头被替换。",
        $"The signature of '{key}' on the checkpoint at record {size} is not of its text: root, number of records, time or chain head were replaced after signing.");

    public static AuditFault TooFewWitnesses(long size, int count, int quorum) => At(
        AuditFaultKind.TooFewWitnesses, size,
        $"记录 {size} 处的检查点有 {count} 个见证签名，要求 {quorum} 个。",
        $"The checkpoint at record {size} is cosigned by {count} witnesses; {quorum} are demanded.");

    private static AuditFault At(AuditFaultKind kind, long record, FormattableString chinese, FormattableString english) =>
        Over(kind, record, record, chinese, english);

    private static AuditFault Over(AuditFaultKind kind, long from, long to, FormattableString chinese, FormattableString english) =>
        new(kind, from, to, new(chinese.ToString(CultureInfo.InvariantCulture), english.ToString(CultureInfo.InvariantCulture)));

    private static string Range(long from, long to) => string.Create(CultureInfo.InvariantCulture, $"{from}–{to}");
}
