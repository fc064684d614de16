using System.Security.Claims;
using HazmatTrack.Domain.Access;

namespace HazmatTrack.Http.Access;

/// <summary>The one form in which every way in names its caller to the rest of the program.</summary>
internal sealed class CallerIdentity(Caller caller, string scheme)
    : ClaimsIdentity([new(ClaimTypes.NameIdentifier, caller.Subject), new(ClaimTypes.Name, caller.Name)], scheme)
{
    public Caller Caller { get; } = caller;
}
