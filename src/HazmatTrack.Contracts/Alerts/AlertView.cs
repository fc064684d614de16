using System.Text.Json.Serialization;
using HazmatTrack.Domain;

namespace HazmatTrack.Contracts.Alerts;

/// <summary>An alert in the API, the stream and the topic.</summary>
public sealed record AlertView
{
    /// <summary>20 characters of 0-9 and a-z; made of vehicle, rule, key and first onset, and never changed.</summary>
    public required string Id { get; init; }

    /// <summary>The id of the rule that found it, as in the list of rules.</summary>
    public required string Rule { get; init; }

    /// <summary>The version of the rule that found it, or amended it last.</summary>
    public required int RuleVersion { get; init; }

    /// <summary>The parameters of the rule that judged it; null for a rule without parameters, and for findings of an earlier version of the program.</summary>
    public required ParametersView? Parameters { get; init; }

    /// <summary>How grave it is now; an amendment may change it.</summary>
    public required string Severity { get; init; }

    /// <summary>How far its handling is, or that it was retracted.</summary>
    public required string Status { get; init; }

    /// <summary>One line, by language: <c>zh-CN</c> and <c>en</c>.</summary>
    public required IReadOnlyDictionary<string, string> Title { get; init; }

    /// <summary>The id of the vehicle: plate and colour code.</summary>
    public required string Vehicle { get; init; }

    /// <summary>The plate (车牌号) alone.</summary>
    public required string Plate { get; init; }

    /// <summary>When it began, in event time; for a crossing the time on the border.</summary>
    public required Instant Onset { get; init; }

    /// <summary>When it ended, in event time; null while it lasts, and for what has no duration.</summary>
    public required Instant? End { get; init; }

    /// <summary>When the server first raised it.</summary>
    public required Instant DetectedAt { get; init; }

    /// <summary>When its last revision was made, by a report, a document or a person.</summary>
    public required Instant ChangedAt { get; init; }

    /// <summary>Where it began.</summary>
    public required PlaceView Position { get; init; }

    /// <summary>The province that it concerns first, six digits: the one entered, or the one the vehicle was in; null outside all known provinces.</summary>
    public required string? Province { get; init; }

    /// <summary>For two vehicles under one plate, where the other was, if not in the same province.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OtherProvince { get; init; }

    /// <summary>The province that a crossing leaves, six digits; null where there is no crossing, or none is known.</summary>
    public required string? FromProvince { get; init; }

    /// <summary>The province that a crossing enters, six digits; null where there is no crossing, or none is known.</summary>
    public required string? ToProvince { get; init; }

    /// <summary>Which of the rule's reasons holds, as in the list of rules; null for a rule without reasons.</summary>
    public required string? Reason { get; init; }

    /// <summary>The measured value with its unit, such as <c>1240 m</c>; the list of rules says what it is called. Null where nothing is measured.</summary>
    public required string? Measured { get; init; }

    /// <summary>The limit that the value broke, with its unit; null where there is none.</summary>
    public required string? Limit { get; init; }

    /// <summary>Whether a late or back-filled report raised it.</summary>
    public required bool Late { get; init; }

    /// <summary>Whether a late or back-filled report changed it since; an end, or a greater distance, does not count as a change.</summary>
    public required bool AmendedLate { get; init; }

    /// <summary>The number of its events: 1 when it is raised, and one more with each change.</summary>
    public required int Revision { get; init; }

    /// <summary>The person to whom it is assigned; null for none.</summary>
    public required string? Assignee { get; init; }

    /// <summary>The steps that people have taken, oldest first.</summary>
    public required IReadOnlyList<HandlingView> Handling { get; init; }

    /// <summary>The documents that were considered: their numbers.</summary>
    public required IReadOnlyList<string> Documents { get; init; }

    /// <summary>The crossing of a border; null where there is none.</summary>
    public required CrossingView? Crossing { get; init; }

    /// <summary>The reports that carry it, by event time.</summary>
    public required IReadOnlyList<EvidenceView> Evidence { get; init; }

    /// <summary>The events of the alert; only where one alert was requested.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AlertHistoryView>? History { get; init; }
}

/// <summary>The parameters of a rule that judged an alert.</summary>
/// <param name="Version">Follows from the rule and the values; the list of rules has the same.</param>
/// <param name="From">When they came into force, in event time; null for always.</param>
/// <param name="Province">The province where they hold, six digits; null for everywhere.</param>
/// <param name="Values">Every parameter with its value, in the unit that the list of rules names.</param>
public sealed record ParametersView(string Version, Instant? From, string? Province, IReadOnlyDictionary<string, double> Values);

/// <summary>A step of handling that a person has taken.</summary>
/// <param name="Action">Which step it is.</param>
/// <param name="By">The person who took it.</param>
/// <param name="At">When the server stored it.</param>
/// <param name="Assignee">The person to whom it assigned the alert; null for another step.</param>
/// <param name="Note">The remark of the person; null for none.</param>
public sealed record HandlingView(string Action, string By, Instant At, string? Assignee, string? Note);
