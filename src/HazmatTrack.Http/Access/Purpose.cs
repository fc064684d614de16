using HazmatTrack.Domain;

namespace HazmatTrack.Http.Access;

/// <summary>A purpose for which data about a vehicle or a person is given out (个人信息保护法 art. 28: a specific purpose).</summary>
/// <param name="Code">The value that calls carry, such as <c>inspection</c>.</param>
/// <param name="WantsCase">Whether the number of a case goes with it.</param>
internal sealed record Purpose(string Code, LocalText Text, bool WantsCase);
