using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Storage.Audit;

namespace HazmatTrack.Server.Audit;

/// <summary>The words of the report of <c>audit verify</c>, in both languages.</summary>
internal static class VerifyTexts
{
    /// <summary>The lines of a report.</summary>
    /// <param name="ownKey">The file of this server's own key where that was taken; null where keys were given.</param>
    /// <param name="file">The file of the checkpoints from elsewhere; null for none.</param>
    /// <param name="elsewhere">How many checkpoints that file has.</param>
    public static IEnumerable<LocalText> Report(AuditReport report, string origin, string? ownKey, string? file, int elsewhere)
    {
        var verdict = report.Verdict;
        if (verdict.Fault is { } fault)
        {
            yield return Text(
                $"审计记录“{origin}”不完整：第一条有问题的记录是 {fault.From}。",
                $"The audit record '{origin}' is NOT whole: the first bad entry is {fault.From}.");
            yield return fault.Text;
            yield return report.Entries > 0
                ? Text(
                    $"在此之前的第 {verdict.First}–{verdict.Last} 条相互衔接，其中到第 {verdict.Proven} 条有检查点证明。",
                    $"Before it, entries {verdict.First}–{verdict.Last} follow from each other; checkpoints prove them up to {verdict.Proven}.")
                : Text($"在此之前没有可确认的记录。", $"No entry before it could be verified.");
            yield break;
        }

        yield return report.Entries > 0
            ? Text(
                $"审计记录“{origin}”完整：已校验 {report.Entries} 条（{verdict.First}–{verdict.Last}），入库时间 {Time(report.From)} 至 {Time(report.To)}。",
                $"The audit record '{origin}' is whole: {report.Entries} entries verified ({verdict.First}–{verdict.Last}), recorded from {Time(report.From)} to {Time(report.To)}.")
            : Text($"审计记录“{origin}”在此范围内没有记录。", $"The audit record '{origin}' is whole and has no entries in this span.");
        yield return report.Checkpoints > 0
            ? Text(
                $"已校验 {report.Checkpoints} 个检查点，证明到第 {verdict.Proven} 条，签名密钥：{Keys(report)}。",
                $"{report.Checkpoints} checkpoints verified, which prove the entries up to {verdict.Proven}, signed by key {Keys(report)}.")
            : Text($"没有检查点证明这些记录。", $"No checkpoint proves these entries.");
        if (verdict.Last > verdict.Proven)
        {
            yield return Text(
                $"其后的 {verdict.Last - verdict.Proven} 条仅由哈希链衔接，尚未签名：能写数据库的人可以替换而不被发现。",
                $"The {verdict.Last - verdict.Proven} entries after that are chained and not yet signed: who can write to the database can replace them unnoticed.");
        }

        yield return file is null
            ? Text(
                $"未与别处保存的检查点比较（--checkpoints 文件）：记录与检查点一并被截去时，仅凭数据库无法发现。",
                $"No checkpoints from elsewhere were compared (--checkpoints FILE): entries cut off together with their checkpoints are not found without.")
            : report.Elsewhere == elsewhere
                ? Text($"与 {file} 中的检查点全部一致（{elsewhere} 个）。", $"They agree with every checkpoint of {file} ({elsewhere}).")
                : Text(
                    $"与 {file} 中 {elsewhere} 个检查点里的 {report.Elsewhere} 个一致；其余在校验范围之外，无法比较。",
                    $"They agree with {report.Elsewhere} of {elsewhere} checkpoints of {file}; the others lie outside of what was verified and cannot be compared.");
        if (ownKey is not null)
        {
            yield return Text(
                $"密钥取自本服务器（{ownKey}）：请在别处保存公钥，并用 --key 给出。",
                $"The key is this server's own ({ownKey}): keep the public key elsewhere, and give it with --key.");
        }
    }

    /// <summary>The record is whole by another name than the setting has.</summary>
    public static LocalText OtherName(string name, string origin) => new(
        $"设置 Audit:Origin 为“{origin}”，而此处的记录名为“{name}”：以该名称和该密钥校验，记录完整。请给出服务器所用的名称：--Audit:Origin={name}。"
        + $"如果服务器所用的就是“{origin}”，则它的记录已被另一份记录替换。",
        $"Audit:Origin is '{origin}', and the record here is named '{name}': by that name, with the same key, it is whole. Give the name that the server has: "
        + $"--Audit:Origin={name}. Where the server has '{origin}', another record is in the place of its own.");

    /// <summary>The file of the record is no database any more.</summary>
    public static LocalText Damaged(string file, string reason) => Text(
        $"审计记录文件 {file} 已损坏，无法读取：{reason}", $"The file of the audit record, {file}, is damaged and cannot be read: {reason}");

    private static LocalText Text(FormattableString chinese, FormattableString english) =>
        new(chinese.ToString(CultureInfo.InvariantCulture), english.ToString(CultureInfo.InvariantCulture));

    private static string Time(Instant? time) => time is { } instant ? ChinaTimeText.Format(instant) : "–";

    private static string Keys(AuditReport report) => string.Join(", ", report.Keys);
}
