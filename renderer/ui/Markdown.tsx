import { type Block, blocksOf, type Inline, inlinesOf } from '../format/markdown.ts';

/** Text from documents, as elements; nothing in it is ever obeyed as markup. */
export function Markdown({ text }: { readonly text: string }) {
  return (
    <div className="prose">
      {blocksOf(text).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of one text never move
        <BlockView block={block} key={index} />
      ))}
    </div>
  );
}

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading': {
      // The screen's own title is the only first heading.
      const Heading = (['h2', 'h2', 'h3', 'h4'] as const)[block.level - 1] ?? 'h4';
      return (
        <Heading>
          <Inlines text={block.text} />
        </Heading>
      );
    }
    case 'paragraph':
      return (
        <p>
          <Inlines text={block.text} />
        </p>
      );
    case 'quote':
      return (
        <blockquote>
          <Inlines text={block.text} />
        </blockquote>
      );
    case 'code':
      return <pre className="code">{block.text}</pre>;
    case 'rule':
      return <hr />;
    case 'list':
      return <ListView block={block} />;
    case 'table':
      return <TableView block={block} />;
  }
}

function ListView({ block }: { readonly block: Extract<Block, { kind: 'list' }> }) {
  const List = block.isOrdered ? 'ol' : 'ul';
  return (
    <List>
      {block.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the items of one text never move
        <li key={index}>
          <Inlines text={item} />
        </li>
      ))}
    </List>
  );
}

function TableView({ block }: { readonly block: Extract<Block, { kind: 'table' }> }) {
  return (
    <table className="table">
      {block.head.some((cell) => cell !== '') && (
        <thead>
          <tr>
            {block.head.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
              <th scope="col" key={index}>
                <Inlines text={cell} />
              </th>
            ))}
          </tr>
        </thead>
      )}
      <tbody>
        {block.rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows never move
          <tr key={index}>
            {row.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
              <td key={column}>
                <Inlines text={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Inlines({ text }: { readonly text: string }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move
  return inlinesOf(text).map((inline, index) => <InlineView inline={inline} key={index} />);
}

function InlineView({ inline }: { readonly inline: Inline }) {
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'code':
      return <code>{inline.text}</code>;
    case 'strong':
      return <strong>{inline.text}</strong>;
    case 'emphasis':
      return <em>{inline.text}</em>;
    case 'link':
      return <LinkView text={inline.text} url={inline.url} />;
  }
}

function LinkView({ text, url }: { readonly text: string; readonly url: string }) {
  if (!/^https?:\/\//i.test(url)) return <span title={url}>{text}</span>;
  return (
    <a className="link" href={url} target="_blank" rel="noopener noreferrer">
      {text}
    </a>
  );
}
