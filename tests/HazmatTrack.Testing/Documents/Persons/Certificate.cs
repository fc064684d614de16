using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Testing.Documents.Persons;

/// <summary>Says that somebody may drive: a document of a person, filed by the authority of Shanghai.</summary>
public sealed record Certificate : Document, IDocument
{
    public static readonly DocumentKind<Certificate> Definition = new()
    {
        Id = "sample-certificate",
        Path = "sample-certificates",
        Name = new("从业资格证（示例）", "Certificate (sample)"),
        Description = new("某人可以驾驶。", "Somebody may drive."),
        Binding = DocumentBinding.Person,
        Own = [],
        Create = (head, _) => new()
        {
            Number = head.Number,
            Person = head.Subject,
            ValidFrom = head.ValidFrom,
            ValidTo = head.ValidTo,
            WithdrawnAt = head.WithdrawnAt,
        },
    };

    public override string Kind => "sample-certificate";

    public required DocumentSubject Person { get; init; }

    public override DocumentSubject Subject => Person;

    ProvinceSet IDocument.ConcernedIn(ProvinceMap map) => default(ProvinceSet).With(ProvinceCode.Shanghai);

    public override bool HasContentOf(IDocument other) => other is Certificate;
}
