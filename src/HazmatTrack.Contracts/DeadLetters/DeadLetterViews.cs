using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;

namespace HazmatTrack.Contracts.DeadLetters;

/// <summary>Which refused reports to find; every condition that is given must hold.</summary>
/// <param name="Operator">The operator, for administrators; an empty text for reports of nobody.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Vehicle">Plate and colour code, for an operator's people.</param>
/// <param name="From">The first instant of refusal, ISO 8601 with offset.</param>
/// <param name="To">The instant of refusal before which reports are found.</param>
/// <param name="Before">Only reports before this number: nextBefore of the page before.</param>
/// <param name="Limit">How many at most, 1 to 1000; 100 where it is not given.</param>
public sealed record DeadLetterSearchBody(
    string? Operator = null, string? Reason = null, string? Vehicle = null, string? From = null, string? To = null, long? Before = null, int? Limit = null);

/// <summary>A report that was refused.</summary>
/// <param name="Id">Its number.</param>
/// <param name="RefusedAt">When it was refused.</param>
/// <param name="Operator">The operator whose report it was; null for nobody's.</param>
/// <param name="Vehicle">The vehicle that it names; null where it names none, and for administrators.</param>
/// <param name="Reason">The reason as a stable code.</param>
/// <param name="Text">What the reason means and what to do, by language: zh-CN and en.</param>
/// <param name="Detail">What is wrong in this report, in the language of the request where it is known; null for administrators.</param>
/// <param name="Place">Where the original was; null for a report by HTTP.</param>
/// <param name="ResubmittedAt">When it was re-submitted; null where it was not.</param>
/// <param name="ResubmittedBy">Who has re-submitted it: who vouches for them, and their identity there.</param>
public sealed record DeadLetterView(
    long Id, Instant RefusedAt, string? Operator, string? Vehicle, string Reason, IReadOnlyDictionary<string, string> Text, string? Detail,
    DeadLetterPlaceView? Place, Instant? ResubmittedAt, string? ResubmittedBy);

/// <summary>The place of a record.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">The offset there.</param>
public sealed record DeadLetterPlaceView(string Topic, int Partition, long Offset);

/// <summary>Refused reports, the latest first.</summary>
/// <param name="Items">The reports, without their originals.</param>
/// <param name="NextBefore">The value of before for the next page; null on the last.</param>
public sealed record DeadLetterListView(IReadOnlyList<DeadLetterView> Items, long? NextBefore);

/// <summary>A refused report with its original.</summary>
/// <param name="Letter">The report and why it was refused.</param>
/// <param name="Original">The original; null for administrators.</param>
/// <param name="Report">
/// The original of a topic in the form of POST /positions, to be corrected, where a datum that is not known is its number; null where it is none, or cannot
/// be read.
/// </param>
public sealed record DeadLetterDetailView(DeadLetterView Letter, DeadLetterOriginalView? Original, PositionBody? Report);

/// <summary>What was sent.</summary>
/// <param name="Encoding">text or base64.</param>
/// <param name="Content">The text, or the bytes in base64.</param>
/// <param name="Bytes">The length of the whole original.</param>
/// <param name="Complete">Whether the content is all of it.</param>
public sealed record DeadLetterOriginalView(string Encoding, string Content, int Bytes, bool Complete);

/// <summary>How many reports were refused on a day for a reason.</summary>
/// <param name="Operator">The operator; null for nobody's.</param>
/// <param name="Day">The day at +08:00.</param>
/// <param name="Reason">The reason as a stable code.</param>
/// <param name="Refused">How many reports.</param>
/// <param name="Kept">How many of them were kept to be read; the others were only counted.</param>
public sealed record DeadLetterCountView(string? Operator, string Day, string Reason, long Refused, long Kept);

/// <summary>Counts of refused reports.</summary>
/// <param name="Items">The counts, by day, operator and reason.</param>
public sealed record DeadLetterCountListView(IReadOnlyList<DeadLetterCountView> Items);

/// <summary>A refused report to send again.</summary>
/// <param name="Report">The corrected report; the original is sent where it is not given, unless it leaves its datum or its vehicle open.</param>
public sealed record ResubmitBody(PositionBody? Report = null);
