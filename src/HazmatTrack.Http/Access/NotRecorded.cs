namespace HazmatTrack.Http.Access;

/// <summary>
/// Says at an endpoint that the audit record has its refusals alone: its answer names no vehicle and no person, such as a number that a page reads every few
/// seconds.
/// </summary>
internal sealed record NotRecorded;
