using HazmatTrack.Domain.Access;

namespace HazmatTrack.Http.Access;

/// <summary>
/// What a call asks of its caller. Every endpoint carries one, or is in the list of those that are open to everybody; one with neither is refused.
/// </summary>
/// <param name="Action">What the call does: which roles may is a table (<see cref="AccessRights"/>).</param>
/// <param name="Reach">Whose data it answers, by which it is limited to what the caller may see.</param>
/// <param name="AsksPurpose">Whether the caller says why: tracks, persons and exports are given out for a purpose only.</param>
internal sealed record RequiredAccess(AccessAction Action, AccessReach Reach, bool AsksPurpose = false);
