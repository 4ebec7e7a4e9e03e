import { useState, type ReactNode } from 'react';

/** A place on which a file is dropped; what it holds is the other way to choose one. */
export function DropArea(props: {
  label: string;
  className?: string;
  onFile: (file: File) => void;
  children: ReactNode;
}) {
  const [isOver, setOver] = useState(false);
  return (
    <div
      className={props.className === undefined ? 'd-drop' : `d-drop ${props.className}`}
      role="group"
      aria-label={props.label}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [dropped] = event.dataTransfer.files;
        if (dropped) props.onFile(dropped);
      }}
    >
      {props.children}
    </div>
  );
}
