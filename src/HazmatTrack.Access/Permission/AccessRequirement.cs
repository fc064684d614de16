using Microsoft.AspNetCore.Authorization;

namespace HazmatTrack.Access.Permission;

/// <summary>
/// The one requirement of the program: an endpoint says what it asks of its caller, and one that says nothing is refused. It is both the default policy and
/// the fallback: the fallback alone would be off for every endpoint that bears any other authorization.
/// </summary>
internal sealed class AccessRequirement : IAuthorizationRequirement;
