namespace HazmatTrack.Domain.Documents;

/// <summary>The kinds of document that a program has.</summary>
public sealed class DocumentCatalog
{
    private readonly Dictionary<string, DocumentKind> _byId;

    /// <exception cref="ArgumentException">Two kinds have one id or one path in the API, or a field has a name that every document has.</exception>
    public DocumentCatalog(IReadOnlyList<DocumentKind> kinds)
    {
        Kinds = kinds;
        _byId = kinds.ToDictionary(kind => kind.Id, StringComparer.Ordinal);
        _ = kinds.ToDictionary(kind => kind.Path, StringComparer.Ordinal);
        foreach (var kind in kinds)
        {
            if (kind.Fields.GroupBy(f => f.Name).FirstOrDefault(g => g.Count() > 1 || s_ofEvery.Contains(g.Key)) is { } twice)
            {
                throw new ArgumentException($"The kind {kind.Id} has a second field {twice.Key}.", nameof(kinds));
            }
        }
    }

    public IReadOnlyList<DocumentKind> Kinds { get; }

    private static readonly string[] s_ofEvery =
        ["number", "vehicle", "person", "operator", "validFrom", "validTo", "withdrawnAt", "version", "recordedAt", "filedBy"];

    /// <summary>The kind of an id; null for one that this program does not have, such as that of a document which a newer one filed.</summary>
    public DocumentKind? Find(string id) => _byId.GetValueOrDefault(id);
}
