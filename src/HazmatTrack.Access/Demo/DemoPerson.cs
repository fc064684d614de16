using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;

namespace HazmatTrack.Access.Demo;

/// <summary>A person of the demo, who signs in without a password.</summary>
/// <param name="Id">The identity, by which the page names the person.</param>
/// <param name="Title">Name and duty, as the sign-in page shows them.</param>
/// <param name="Caller">What the person is to the program.</param>
internal sealed record DemoPerson(string Id, LocalText Title, Caller Caller);
