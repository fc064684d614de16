using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;

namespace HazmatTrack.Http.Access;

/// <summary>A purpose for which data about a vehicle or a person is given out (个人信息保护法 art. 28: a specific purpose).</summary>
/// <param name="Code">The value that calls carry, such as <c>inspection</c>.</param>
/// <param name="WantsCase">Whether the number of a case goes with it.</param>
/// <param name="Roles">Whose purpose it can be; null for everybody's.</param>
internal sealed record Purpose(string Code, LocalText Text, bool WantsCase, IReadOnlyList<Role>? Roles = null)
{
    /// <summary>Whether a caller can have it: one of the caller's roles can.</summary>
    public bool IsFor(Caller caller) => Roles is null || Roles.Any(caller.Roles.Contains);
}
