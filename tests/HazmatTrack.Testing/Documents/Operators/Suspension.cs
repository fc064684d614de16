using HazmatTrack.Domain.Documents;

namespace HazmatTrack.Testing.Documents.Operators;

/// <summary>That an operator may not drive: a document of an operator.</summary>
public sealed record Suspension : Document
{
    public static readonly DocumentKind<Suspension> Definition = new()
    {
        Id = "sample-suspension",
        Path = "sample-suspensions",
        Name = new("停业整顿（示例）", "Suspension (sample)"),
        Description = new("企业停业期间其车辆不得上路。", "While an operator is suspended none of its vehicles may drive."),
        Binding = DocumentBinding.Operator,
        Own = [],
        Create = (head, _) => new()
        {
            Number = head.Number,
            Operator = head.Subject,
            ValidFrom = head.ValidFrom,
            ValidTo = head.ValidTo,
            WithdrawnAt = head.WithdrawnAt,
        },
    };

    public override string Kind => "sample-suspension";

    public required DocumentSubject Operator { get; init; }

    public override DocumentSubject Subject => Operator;

    public override bool HasContentOf(IDocument other) => other is Suspension;
}
