namespace HazmatTrack.Storage.Registry;

/// <summary>The kinds of document that the registry keeps.</summary>
public static class DocumentKinds
{
    public static readonly PermitKind Permit = new();

    public static readonly RouteKind Route = new();

    public static readonly IReadOnlyList<DocumentKind> All = [Permit, Route];
}
