using HazmatTrack.Domain.Access;

namespace HazmatTrack.Storage.Access.Memory;

/// <summary>A key or a session with what is made of it once, so that a request allocates nothing.</summary>
/// <param name="Operator">The operator who must be registered and not suspended; null for callers of authorities.</param>
internal sealed record HeldCaller<T>(T Stored, Caller Caller, string Id, string? Operator)
    where T : class;

internal static class HeldCaller
{
    public static HeldCaller<AccessKey>? FromKey(AccessKey? key) => key is null ? null : From(key, key.ToCaller(), key.Id);

    public static HeldCaller<AccessSession>? FromSession(AccessSession? session) =>
        session is null ? null : From(session, session.ToCaller(), session.Id.ToString());

    private static HeldCaller<T> From<T>(T stored, Caller caller, string id)
        where T : class => new(stored, caller, id, caller.Roles.Contains(Role.Operator) ? caller.Organisation ?? "" : null);
}
