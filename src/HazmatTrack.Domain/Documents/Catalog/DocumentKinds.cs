using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Documents.Routes;

namespace HazmatTrack.Domain.Documents.Catalog;

/// <summary>The kinds of document of the product: a new one is a folder next to the others and a line here.</summary>
public static class DocumentKinds
{
    public static readonly DocumentCatalog Catalog = new(
    [
        PermitKind.Definition,
        RouteKind.Definition,
    ]);

    /// <inheritdoc cref="PermitKind"/>
    public static DocumentKind<Permit> Permit => PermitKind.Definition;

    /// <inheritdoc cref="RouteKind"/>
    public static DocumentKind<Route> Route => RouteKind.Definition;
}
