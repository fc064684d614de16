using HazmatTrack.Domain;

namespace HazmatTrack.Http.Errors;

/// <summary>What is wrong with one field of a request: the closed list of the codes within <c>errors</c>.</summary>
internal sealed class FaultCode
{
    public static readonly FaultCode Required = new("required", new("缺少该字段。", "The field is missing."));
    public static readonly FaultCode Unknown = new("unknown", new("没有该字段。", "There is no such field."));
    public static readonly FaultCode Repeated = new("repeated", new("该字段出现多次。", "The field occurs more than once."));
    public static readonly FaultCode Invalid = new("invalid", new("值无法识别。", "The value cannot be read as what it should be."));
    public static readonly FaultCode OutOfRange = new("out-of-range", new("值超出范围。", "The value is outside its range."));
    public static readonly FaultCode TooLong = new("too-long", new("值过长。", "The value is too long."));
    public static readonly FaultCode NotApplicable = new("not-applicable", new("该字段不能与其他字段同用。", "The field does not go with the others."));

    private FaultCode(string name, LocalText meaning) => (Name, Meaning) = (name, meaning);

    public static IReadOnlyList<FaultCode> All { get; } = [Required, Unknown, Repeated, Invalid, OutOfRange, TooLong, NotApplicable];

    /// <summary>The value of <c>code</c>.</summary>
    public string Name { get; }

    /// <summary>The meaning, for the documentation.</summary>
    public LocalText Meaning { get; }

    public override string ToString() => Name;
}
