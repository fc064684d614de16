using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>What the drift filter made of one fix.</summary>
/// <param name="Accepted">How many fixes are now believed, oldest first: none while the fix is held, several when held ones are released.</param>
/// <param name="Disconnected">Whether no truck can have driven from the fix before to the first of them.</param>
/// <param name="LastWasDrift">Whether the fix last believed is taken back: it alone lies off the way.</param>
/// <param name="TakenBack">That fix.</param>
internal readonly record struct DriftVerdict(int Accepted, bool Disconnected, bool LastWasDrift, TrackPoint TakenBack = default);
