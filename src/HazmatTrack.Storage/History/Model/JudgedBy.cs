using HazmatTrack.Domain.Rules.Parameters;

namespace HazmatTrack.Storage.History.Model;

/// <summary>A version of a rule's parameters by which vehicles of a partition were judged, as it is stored.</summary>
/// <param name="Rule">The id of the rule.</param>
/// <param name="Version"><see cref="ParameterRecord.Version"/>.</param>
/// <param name="Text"><see cref="ParameterRecord.Text"/>.</param>
/// <param name="Moves">How often vehicles that were judged by it have moved from other partitions to this one, which had it already.</param>
public sealed record JudgedBy(string Rule, string Version, string Text, int Moves);
