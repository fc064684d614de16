using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Access;

/// <summary>A transport operator (运输企业) whose vehicles are tracked.</summary>
public sealed record TransportOperator
{
    public const int LongestName = 120;

    public const int LongestContact = 200;

    /// <summary>The unified social credit code (统一社会信用代码, GB 32100-2015), letters in upper case.</summary>
    public required string Code { get; init; }

    public required string Name { get; init; }

    /// <summary>The province whose authority has licensed it.</summary>
    public required ProvinceCode Province { get; init; }

    /// <summary>Whom to call, in free text; empty where it is not known.</summary>
    public string Contact { get; init; } = "";

    /// <summary>Whether its people and keys are refused for now.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>What is wrong with it, a sentence for the user each, by the member of the request that is to be changed; empty where nothing is.</summary>
    public IReadOnlyList<(string Field, LocalText Why)> Faults()
    {
        var faults = new List<(string, LocalText)>();
        if (!IsCode(Code))
        {
            faults.Add(("code", SubjectKeys.Expected(DocumentBinding.Operator)));
        }

        if (!AccessTexts.IsText(Name, LongestName))
        {
            faults.Add(("name", new($"企业名称应为 1 至 {LongestName} 个字符。", $"The operator's name must have from 1 to {LongestName} characters.")));
        }

        if (Contact != "" && !AccessTexts.IsText(Contact, LongestContact))
        {
            faults.Add(("contact", new(
                $"联系方式最多 {LongestContact} 个字符，且不得含控制字符。", $"The contact must have at most {LongestContact} characters and no control characters.")));
        }

        if (!default(ProvinceSet).With(Province).Contains(Province))
        {
            faults.Add(("province", new(
                "所属省份应为大陆 31 个省级行政区之一的代码（GB/T 2260）。", "The province must be the code of one of the 31 provinces of the mainland (GB/T 2260).")));
        }

        return faults;
    }

    /// <summary>Whether a text is a unified social credit code in the one spelling that is stored.</summary>
    public static bool IsCode(string? text) => SubjectKeys.TryParse(DocumentBinding.Operator, text, out var subject) && subject.Value.Key == text;
}
