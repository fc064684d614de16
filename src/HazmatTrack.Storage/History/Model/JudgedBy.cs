using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules.Parameters;

namespace HazmatTrack.Storage.History.Model;

/// <summary>
/// What vehicles of a partition were judged by, as it is stored: a version of a rule's parameters, or that from an instant on they were judged without the
/// rule.
/// </summary>
/// <param name="Rule">The id of the rule.</param>
/// <param name="Version"><see cref="ParameterRecord.Version"/>; <c>without-</c> and the instant where the rule did not run.</param>
/// <param name="Text"><see cref="ParameterRecord.Text"/>; empty where the rule did not run.</param>
/// <param name="Moves">How often vehicles that were judged by it have moved from other partitions to this one, which had it already.</param>
public sealed record JudgedBy(string Rule, string Version, string Text, int Moves)
{
    private const string WithoutRule = "without-";

    /// <summary>The version of a record that vehicles were always judged without a rule.</summary>
    internal static readonly string AlwaysWithout = Without("", new(long.MinValue)).Version;

    /// <summary>The event time from which on vehicles were judged without the rule; null where they were judged by parameters of it.</summary>
    public Instant? WithoutSince =>
        Version.StartsWith(WithoutRule, StringComparison.Ordinal)
        && long.TryParse(Version.AsSpan(WithoutRule.Length), CultureInfo.InvariantCulture, out var since)
            ? new Instant(since) : null;

    /// <summary>The record of parameters that vehicles are judged by.</summary>
    public static JudgedBy From(ParameterRecord parameters) => new(parameters.Rule, parameters.Version, parameters.Text, 0);

    /// <summary>The record that from an instant on vehicles are judged without a rule; the least instant for always.</summary>
    public static JudgedBy Without(string rule, Instant since) =>
        new(rule, WithoutRule + since.UnixMilliseconds.ToString(CultureInfo.InvariantCulture), "", 0);
}
